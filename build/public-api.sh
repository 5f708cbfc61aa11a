#!/usr/bin/env bash
# Writes the public surface of every package anew into its PublicAPI.Unshipped.txt; the change stands in the diff. Members of a published version belong in
# PublicAPI.Shipped.txt, which this leaves alone.
set -euo pipefail
cd "$(dirname "$0")/.."
for list in src/*/PublicAPI.Unshipped.txt; do
  project=$(echo "$(dirname "$list")"/*.csproj)
  echo '#nullable enable' > "$list"
  dotnet format analyzers "$project" --no-restore --diagnostics RS0016 --severity warn
done
git diff --stat -- 'src/*/PublicAPI.*.txt'
