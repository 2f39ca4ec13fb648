package main

import (
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// sockets are the WebSockets that are open. net/http forgets a connection that was hijacked: neither Shutdown nor httpdown
// waits for it or closes it, so a server that should end them well has to track them itself.
var sockets = openSockets{open: map[*websocket.Conn]bool{}}

type openSockets struct {
	sync.Mutex
	open    map[*websocket.Conn]bool
	leaving bool
	all     sync.WaitGroup
}

var upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}

func (s *openSockets) echo(w http.ResponseWriter, r *http.Request) {
	conn, err := upgrader.Upgrade(w, r, http.Header{"X-Generation": {generation}})
	if err != nil {
		return
	}
	s.add(conn)
	defer s.remove(conn)
	for {
		kind, message, err := conn.ReadMessage()
		if err != nil || conn.WriteMessage(kind, message) != nil {
			return
		}
	}
}

func (s *openSockets) add(conn *websocket.Conn) {
	s.Lock()
	defer s.Unlock()
	s.all.Add(1)
	s.open[conn] = true
	if s.leaving {
		bidFarewell(conn)
	}
}

func (s *openSockets) remove(conn *websocket.Conn) {
	s.Lock()
	defer s.Unlock()
	conn.Close()
	delete(s.open, conn)
	s.all.Done()
}

// leave tells every client that this process leaves: for Server.RegisterOnShutdown.
func (s *openSockets) leave() {
	s.Lock()
	defer s.Unlock()
	s.leaving = true
	for conn := range s.open {
		bidFarewell(conn)
	}
}

// bidFarewell sends the close frame that makes a client connect again: service restart, of the registry that RFC 6455 §11.7 set up.
func bidFarewell(conn *websocket.Conn) {
	farewell := websocket.FormatCloseMessage(websocket.CloseServiceRestart, "service restart")
	_ = conn.WriteControl(websocket.CloseMessage, farewell, time.Now().Add(time.Second))
}

// wait returns when all have been closed, after two seconds at most.
func (s *openSockets) wait() {
	gone := make(chan struct{})
	go func() { s.all.Wait(); close(gone) }()
	select {
	case <-gone:
	case <-time.After(2 * time.Second):
	}
}
