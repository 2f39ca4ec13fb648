#!/bin/sh
# Builds one of the servers of this folder, or of another one, and links it to where it is wanted:
#
#   build.sh VARIANT LINK [FOLDER]
#
# Programs and what they are made of stay in the cache, so that only the first build takes more than a second. The libraries
# are Debian's (golang-github-*-dev), which have no module of their own: GOPATH is where they lie.
set -eu
variant=$1 link=$2
cache=${XDG_CACHE_HOME:-$HOME/.cache}/hitless/go
mkdir -p "$cache"
cd "${3:-$(dirname "$0")}"
GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS= go build -tags "$variant" -o "$cache/$variant" .
ln -sf "$cache/$variant" "$link"
