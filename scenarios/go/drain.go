package main

import (
	"context"
	"log"
	"net/http"
	"time"
)

// drainLimit is longer than any request takes, and shorter than the patience of those who restart this server.
const drainLimit = 8 * time.Second

// drain stops accepting, closes idle connections, and waits for the requests that are under way: answers to these say
// Connection: close. Event streams end when their clients leave.
func drain(server *http.Server) {
	limit, cancel := context.WithTimeout(context.Background(), drainLimit)
	defer cancel()
	if err := server.Shutdown(limit); err != nil {
		log.Printf("generation %s leaves before it is done: %v", generation, err)
	}
}
