//go:build endless

// The hand-over by hand, as in fvbock/endless: HUP forks and executes the same program, which inherits the listening socket as
// descriptor 3 and the end of a pipe as descriptor 4. It writes a byte to the pipe once it accepts; until then its parent
// serves as if nothing had happened, and if the pipe ends without a byte, the child has failed and the parent stays.
package main

import (
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
)

const (
	inherited = "ENDLESS_INHERITED"
	socketFd  = 3
	readyFd   = 4
)

func main() {
	listener := listen(os.Args[1])
	server := &http.Server{Handler: endpoints()}
	server.RegisterOnShutdown(sockets.leave)
	go server.Serve(listener)
	tellParent()

	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGHUP, syscall.SIGTERM)
	for one := range signals {
		if one == syscall.SIGTERM {
			break
		}
		if err := startHeir(listener.(*net.TCPListener)); err == nil {
			break
		} else {
			log.Printf("generation %s stays: %v", generation, err)
		}
	}
	drain(server)
	sockets.wait()
}

func listen(address string) net.Listener {
	if os.Getenv(inherited) == "" {
		listener, err := net.Listen("tcp", address)
		check(err)
		return listener
	}
	socket := os.NewFile(socketFd, "listener")
	listener, err := net.FileListener(socket)
	check(err)
	// The listener has a descriptor of its own; this one would keep the socket open when that is closed.
	check(socket.Close())
	return listener
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func tellParent() {
	if os.Getenv(inherited) == "" {
		return
	}
	ready := os.NewFile(readyFd, "ready")
	_, _ = ready.Write([]byte{1})
	ready.Close()
}

// startHeir returns once the heir accepts connections.
func startHeir(listener *net.TCPListener) error {
	socket, err := listener.File()
	if err != nil {
		return err
	}
	defer socket.Close()
	ready, tell, err := os.Pipe()
	if err != nil {
		return err
	}
	defer ready.Close()

	heir := exec.Command(os.Args[0], os.Args[1:]...)
	heir.Stdout, heir.Stderr = os.Stdout, os.Stderr
	heir.ExtraFiles = []*os.File{socket, tell}
	heir.Env = append(os.Environ(), inherited+"=1")
	err = heir.Start()
	tell.Close()
	if err != nil {
		return err
	}
	if _, err = ready.Read(make([]byte, 1)); err != nil {
		_ = heir.Wait()
	}
	return err
}
