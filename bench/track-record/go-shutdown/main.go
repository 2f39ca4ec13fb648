// Shutdown is called in a goroutine, and main ends as ListenAndServe returns, which it does at once: Shutdown waits for the requests in
// flight, and nothing waits for Shutdown.
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func note(word string) {
	file, err := os.OpenFile(os.Getenv("ACCOUNT"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		panic(err)
	}
	defer file.Close()
	fmt.Fprintln(file, word)
}

func main() {
	server := http.Server{Addr: os.Args[1]}
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "hello") })
	http.HandleFunc("/slow", func(w http.ResponseWriter, _ *http.Request) {
		note("begun")
		time.Sleep(2 * time.Second)
		note("done")
		fmt.Fprintln(w, "hello")
	})
	go func() {
		term := make(chan os.Signal, 1)
		signal.Notify(term, syscall.SIGTERM)
		<-term
		server.Shutdown(context.Background())
	}()
	server.ListenAndServe()
}
