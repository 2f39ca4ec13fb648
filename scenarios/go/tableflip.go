//go:build tableflip

// With cloudflare/tableflip: HUP starts the same program with the listening socket; once the child has called Ready, this one
// drains. A child that fails, or is not ready within the limit, changes nothing.
package main

import (
	"log"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/cloudflare/tableflip"
)

func main() {
	flip, err := tableflip.New(tableflip.Options{PIDFile: os.Args[2], UpgradeTimeout: 5 * time.Second})
	if err != nil {
		log.Fatal(err)
	}
	go obey(flip)

	listener, err := flip.Listen("tcp", os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	server := &http.Server{Handler: endpoints()}
	go server.Serve(listener)
	if err := flip.Ready(); err != nil {
		log.Fatal(err)
	}
	<-flip.Exit()
	drain(server)
}

func obey(flip *tableflip.Upgrader) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGHUP, syscall.SIGTERM)
	for one := range signals {
		if one == syscall.SIGTERM {
			flip.Stop()
		} else if err := flip.Upgrade(); err != nil {
			log.Printf("no upgrade: %v", err)
		}
	}
}
