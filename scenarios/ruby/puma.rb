# Written into the run's folder with ${...} filled in.
bind 'tcp://127.0.0.1:${port}?backlog=4096'
pidfile '${run}/puma.pid'
environment 'production'
workers 2
threads 32, 32
# A phased restart replaces worker by worker, each with the new code: nothing is loaded before they are forked.
worker_shutdown_timeout 10
