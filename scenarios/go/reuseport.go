//go:build reuseport

// Listens with SO_REUSEPORT, so that the next generation can bind the same port beside it: each has a socket and an accept queue of
// its own, and the kernel deals new connections out to both. TERM makes it shut down as net/http advises. A second argument is
// how many milliseconds it takes to look up who has connected, before it accepts the next one.
package main

import (
	"context"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"
)

// soReuseport is SO_REUSEPORT of socket(7), which package syscall does not name.
const soReuseport = 15

func main() {
	config := net.ListenConfig{Control: reusePort}
	listener, err := config.Listen(context.Background(), "tcp", os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	server := &http.Server{Handler: endpoints(), ConnContext: lookUp}
	go server.Serve(listener)
	log.Printf("generation %s listens", generation)

	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM)
	<-signals
	drain(server)
}

func reusePort(_, _ string, connection syscall.RawConn) error {
	var failed error
	err := connection.Control(func(fd uintptr) {
		failed = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, soReuseport, 1)
	})
	if err != nil {
		return err
	}
	return failed
}

// lookUp stands for whatever a server asks about an address before it lets it in; net/http calls it between two accepts.
func lookUp(connection context.Context, _ net.Conn) context.Context {
	if len(os.Args) > 2 {
		took, _ := strconv.Atoi(os.Args[2])
		time.Sleep(time.Duration(took) * time.Millisecond)
	}
	return connection
}
