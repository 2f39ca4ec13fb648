# Written into the run's folder with ${...} filled in.
listen '127.0.0.1:${port}', backlog: 1024
pid '${run}/unicorn.pid'
worker_processes 2
preload_app true
