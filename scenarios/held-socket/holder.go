// A process that does nothing but hold a listening socket, and give it to one server after the other, as systemd does with a .socket
// unit: it never accepts, so it never has to be restarted.
//
//	holder [-backlog N] ADDRESS SERVER [ARGUMENT…]
//
// HUP starts the next server beside the last one and tells that to leave (TERM) when the next one is ready. USR1 tells the last one
// to leave, waits until it has gone, and starts the next one then. TERM ends them all.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"log"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"
)

const readyLimit = 10 * time.Second

func main() {
	backlog := flag.Int("backlog", 4096, "how many connections may wait to be accepted, listen(2)")
	flag.Parse()
	socket := listen(flag.Arg(0), *backlog)
	ready := listenForReady()

	current := start(socket, ready)
	if !current.isReady() {
		log.Fatal("the first server did not become ready")
	}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGHUP, syscall.SIGUSR1, syscall.SIGTERM)
	for one := range signals {
		switch one {
		case syscall.SIGHUP:
			if next := start(socket, ready); next.isReady() {
				current.leave()
				current = next
			} else {
				log.Print("the next server did not become ready: the last one stays")
				_ = next.command.Process.Kill()
			}
		case syscall.SIGUSR1:
			current.leave()
			<-current.gone
			current = start(socket, ready)
			if !current.isReady() {
				log.Fatal("the next server did not become ready, and the last one has gone")
			}
		case syscall.SIGTERM:
			current.leave()
			<-current.gone
			return
		}
	}
}

// listen calls listen(2) itself, since package net always takes the longest backlog that the system allows.
func listen(address string, backlog int) *os.File {
	tcp, err := net.ResolveTCPAddr("tcp4", address)
	check(err)
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	check(err)
	check(syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1))
	name := &syscall.SockaddrInet4{Port: tcp.Port}
	copy(name.Addr[:], tcp.IP.To4())
	check(syscall.Bind(fd, name))
	check(syscall.Listen(fd, backlog))
	return os.NewFile(uintptr(fd), "listener")
}

// listenForReady opens the socket of sd_notify(3), with an abstract name, unix(7), so that no file is left behind.
func listenForReady() *net.UnixConn {
	name := fmt.Sprintf("@hitless-holder-%d", os.Getpid())
	socket, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: name, Net: "unixgram"})
	check(err)
	return socket
}

type server struct {
	command *exec.Cmd
	ready   *net.UnixConn
	gone    chan struct{}
}

// start executes the server with the socket as descriptor 3. LISTEN_PID has to be its own pid, which a shell knows that is about to
// become it.
func start(socket *os.File, ready *net.UnixConn) server {
	command := exec.Command("/bin/sh", append([]string{"-c", `LISTEN_PID=$$ exec "$@"`, "sh"}, flag.Args()[1:]...)...)
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	command.ExtraFiles = []*os.File{socket}
	command.Env = append(os.Environ(), "LISTEN_FDS=1", "NOTIFY_SOCKET="+ready.LocalAddr().String())
	check(command.Start())
	gone := make(chan struct{})
	go func() { _ = command.Wait(); close(gone) }()
	return server{command, ready, gone}
}

// isReady waits until the server says so; one that ends before, or says nothing for too long, is not.
func (s server) isReady() bool {
	said := make(chan bool, 1)
	go func() {
		message := make([]byte, 4096)
		_ = s.ready.SetReadDeadline(time.Now().Add(readyLimit))
		length, _ := s.ready.Read(message)
		said <- bytes.Contains(message[:length], []byte("READY=1"))
	}()
	select {
	case ready := <-said:
		return ready
	case <-s.gone:
		return false
	}
}

func (s server) leave() {
	_ = s.command.Process.Signal(syscall.SIGTERM)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
