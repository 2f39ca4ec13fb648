<?php
// From the configuration with which FPM was started or reloaded.
header('X-Generation: ' . getenv('GENERATION'));
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if ($path === '/slow') usleep(1000 * (int) ($_GET['ms'] ?? 1000));
if ($path !== '/events') exit("hello\n");

// Numbered event streams: the number is the event's id, and goes on where Last-Event-ID says.
header('Content-Type: text/event-stream');
header('X-Accel-Buffering: no');
for ($id = 1 + (int) ($_SERVER['HTTP_LAST_EVENT_ID'] ?? 0); !connection_aborted(); $id++) {
  echo "id: $id\ndata: $id\n\n";
  while (ob_get_level() > 0) ob_end_flush();
  flush();
  usleep(1000 * (int) ($_GET['every'] ?? 100));
}
