# Written into the run's folder with ${...} filled in.
listen '127.0.0.1:${port}', backlog: 4096
pid '${run}/unicorn.pid'
# Each answers one request at a time: five slow ones, five event streams, and some for all the others.
worker_processes 14
preload_app true
timeout 60
