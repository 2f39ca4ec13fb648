"""What gunicorn and uWSGI serve (WSGI, PEP 3333). Each answer tells its worker in X-Generation.

GET /                  a short text
GET /slow?ms=N         the same after N milliseconds
GET /healthz           200 while it serves
GET /events?every=N    numbered events, one every N milliseconds, for as long as the client stays
"""
import os
import time
from itertools import count
from urllib.parse import parse_qs


def app(environ, start_response):
    query = parse_qs(environ.get('QUERY_STRING', ''))
    generation = ('X-Generation', str(os.getpid()))
    if environ['PATH_INFO'] == '/events':
        start_response('200 OK', [('Content-Type', 'text/event-stream'), ('Cache-Control', 'no-store'), generation])
        return events(int(query.get('every', ['100'])[0]) / 1000, int(environ.get('HTTP_LAST_EVENT_ID', 0)))
    if environ['PATH_INFO'] == '/slow':
        time.sleep(int(query.get('ms', ['1000'])[0]) / 1000)
    body = b'hello\n'
    start_response('200 OK', [('Content-Type', 'text/plain'), ('Content-Length', str(len(body))), generation])
    return [body]


def events(every, last):
    for number in count(last + 1):
        yield b'id: %d\ndata: %d\n\n' % (number, number)
        time.sleep(every)
