# What unicorn and puma serve (Rack 2). Each answer tells its worker in X-Generation.
#
# GET /                  a short text
# GET /slow?ms=N         the same after N milliseconds
# GET /healthz           200 while it serves
# GET /events?every=N    numbered events, one every N milliseconds, for as long as the client stays

events = lambda do |every, last|
  Enumerator.new do |out|
    (last + 1).step do |number|
      out << "id: #{number}\ndata: #{number}\n\n"
      sleep every
    end
  end
end

run lambda { |env|
  query = Rack::Utils.parse_query(env['QUERY_STRING'])
  generation = { 'X-Generation' => Process.pid.to_s }
  if env['PATH_INFO'] == '/events'
    every = query.fetch('every', 100).to_f / 1000
    stream = { 'Content-Type' => 'text/event-stream', 'Cache-Control' => 'no-store' }
    next [200, generation.merge(stream), events.call(every, env['HTTP_LAST_EVENT_ID'].to_i)]
  end
  sleep query.fetch('ms', 1000).to_f / 1000 if env['PATH_INFO'] == '/slow'
  body = "hello\n"
  [200, generation.merge('Content-Type' => 'text/plain', 'Content-Length' => body.bytesize.to_s), [body]]
}
