# The next release fails as it loads: BROKEN stands in for an error in it.
raise 'the next release does not load' if File.exist?(ENV.fetch('BROKEN'))
File.open(ENV.fetch('ACCOUNT'), 'a') { |account| account.puts 'loaded' }
run ->(_env) { [200, { 'Content-Type' => 'text/plain', 'X-Generation' => Process.ppid.to_s }, ["hello\n"]] }
