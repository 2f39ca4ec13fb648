<?php
// Notes each slow request that it begins and each one that it has done.
header('X-Generation: ' . posix_getppid() . '-' . getmypid());
if (str_starts_with($_SERVER['REQUEST_URI'], '/slow')) {
  file_put_contents(getenv('ACCOUNT'), "begun\n", FILE_APPEND);
  sleep(2);
  file_put_contents(getenv('ACCOUNT'), "done\n", FILE_APPEND);
}
echo "hello\n";
