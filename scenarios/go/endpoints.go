package main

import (
	"fmt"
	"net/http"
	"os"
	"strconv"
	"time"
)

// every answer names the generation: the process id.
var generation = strconv.Itoa(os.Getpid())

// endpoints is what each server of this folder answers:
//
//	/healthz, /       at once
//	/slow?ms=N        after N milliseconds
//	/events?every=N   an event stream, numbered, an event each N milliseconds
//	/ws               a WebSocket that sends back what it is sent
func endpoints() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/", hello)
	mux.HandleFunc("/slow", slow)
	mux.HandleFunc("/events", events)
	mux.HandleFunc("/ws", sockets.echo)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Generation", generation)
		mux.ServeHTTP(w, r)
	})
}

func hello(w http.ResponseWriter, _ *http.Request) {
	fmt.Fprintf(w, "hello from generation %s\n", generation)
}

func slow(w http.ResponseWriter, r *http.Request) {
	time.Sleep(milliseconds(r, "ms", 1000))
	hello(w, r)
}

// events goes on after Last-Event-ID (WHATWG HTML §9.2), and for as long as its client stays.
func events(w http.ResponseWriter, r *http.Request) {
	id, _ := strconv.Atoi(r.Header.Get("Last-Event-ID"))
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	ticks := time.NewTicker(milliseconds(r, "every", 100))
	defer ticks.Stop()
	for {
		id++
		fmt.Fprintf(w, "id: %d\ndata: %d\n\n", id, id)
		w.(http.Flusher).Flush()
		select {
		case <-ticks.C:
		case <-r.Context().Done():
			return
		}
	}
}

func milliseconds(r *http.Request, name string, otherwise int) time.Duration {
	if n, err := strconv.Atoi(r.URL.Query().Get(name)); err == nil {
		otherwise = n
	}
	return time.Duration(otherwise) * time.Millisecond
}
