//go:build grace

// With facebookgo/grace: USR2 starts the same program with the listening socket as descriptor 3, and the child sends TERM to
// its parent as soon as it serves.
package main

import (
	"log"
	"net/http"
	"os"

	"github.com/facebookgo/grace/gracehttp"
)

func main() {
	gracehttp.SetLogger(log.Default())
	if err := gracehttp.Serve(&http.Server{Addr: os.Args[1], Handler: endpoints()}); err != nil {
		log.Fatal(err)
	}
}
