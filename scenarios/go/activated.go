//go:build activated

// A server that does not open its own socket: it is given one, as sd_listen_fds(3) says (LISTEN_PID, LISTEN_FDS, descriptor 3), and
// says READY=1 where NOTIFY_SOCKET wants to hear it, as sd_notify(3) says. TERM makes it shut down as net/http advises.
package main

import (
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"syscall"
)

// listenFdsStart is SD_LISTEN_FDS_START.
const listenFdsStart = 3

func main() {
	if os.Getenv("LISTEN_PID") != strconv.Itoa(os.Getpid()) || os.Getenv("LISTEN_FDS") != "1" {
		log.Fatal("expected one listening socket from the service manager (LISTEN_PID, LISTEN_FDS=1), and found none")
	}
	socket := os.NewFile(listenFdsStart, "listener")
	listener, err := net.FileListener(socket)
	if err != nil {
		log.Fatal(err)
	}
	// The listener has a descriptor of its own.
	socket.Close()
	server := &http.Server{Handler: endpoints()}
	go server.Serve(listener)
	notify("READY=1")

	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM)
	<-signals
	drain(server)
}

func notify(state string) {
	to := os.Getenv("NOTIFY_SOCKET")
	if to == "" {
		return
	}
	socket, err := net.Dial("unixgram", to)
	if err != nil {
		log.Fatal(err)
	}
	defer socket.Close()
	_, _ = socket.Write([]byte(state))
}
