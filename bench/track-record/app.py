"""What gunicorn and uWSGI serve. It notes each request that it begins and each one that it has done, by path.

GET /                  a short text
GET /slow?ms=N         the same after N milliseconds
"""
import os
import time
from urllib.parse import parse_qs

ACCOUNT = os.open(os.environ['ACCOUNT'], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)


def app(environ, start_response):
    path = environ['PATH_INFO'].strip('/') or 'root'
    os.write(ACCOUNT, b'begun-%s\n' % path.encode())
    if path == 'slow':
        time.sleep(int(parse_qs(environ['QUERY_STRING'])['ms'][0]) / 1000)
    body = b'hello\n'
    os.write(ACCOUNT, b'done-%s\n' % path.encode())
    headers = [('Content-Type', 'text/plain'), ('Content-Length', str(len(body))), ('X-Generation', str(os.getpid()))]
    start_response('200 OK', headers)
    return [body]
