#!/bin/bash
# A genuine Elasticsearch 8.19 with genuine security, for tests: built once from Maven Central artifacts, then started on 127.0.0.1.
# usage: ELASTIC_PASSWORD=secret start.sh PORT HOME [setting=value ...]     needs a JDK 17 or newer and Maven; port 0 takes a free one
# Prints "READY http://127.0.0.1:PORT pid N" when logins work. SIGTERM, or the end of its standard input, stops it. HOME keeps its data.
# It has no Connector APIs, no painless, no _update_by_query or _reindex, and only the ingest processors set, remove and rename:
# those parts are not published there. _delete_by_query here is our own small stand-in (realnode/Extras.java).
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
root="${REAL_ELASTICSEARCH_CACHE:-$HOME/.cache/real-elasticsearch}"
cache="$root/$(cat "$here/pom.xml" $(find "$here/src" -name '*.java' | sort) | sha256sum | cut -c1-12)"
if [ ! -e "$cache" ]; then
  # Built aside and moved at the end, so that neither an interrupted build nor two at once leave half of one.
  mkdir -p "$root"
  building="$(mktemp -d "$root/building.XXXXXX")"
  trap 'rm -rf "$building"' EXIT
  mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$building/lib" >&2
  javac -nowarn -d "$building/classes" -cp "$building/lib/*" $(find "$here/src" -name '*.java') >&2
  mv -T "$building" "$cache" 2>/dev/null || [ -e "$cache" ]
  rm -rf "$building"
fi
port="$1"; home="$2"; shift 2
# the jars one by one: the node looks into each for its plugin descriptor
# shellcheck disable=SC2086 — several flags
exec java ${REAL_ELASTICSEARCH_JAVA:--Xms512m -Xmx512m -XX:+UseSerialGC} -cp "$cache/classes:$(ls "$cache"/lib/*.jar | tr '\n' ':')" \
  realnode.Main "$port" "$home" xpack.security.enabled=true "$@"
