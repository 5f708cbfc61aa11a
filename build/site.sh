#!/usr/bin/env bash
# Makes the documentation site obj/site of the pages, pictures and XML comments of this working copy. A broken link is an error.
# DocFX: the only maintained generator that reads both Markdown and the XML comments of .NET; MIT.
set -euo pipefail
cd "$(dirname "$0")/.."
rm -rf obj/pages obj/site
mkdir -p obj/pages
git ls-files -z '*.md' docs export/models samples '*LICENSE' | grep -zE '(\.(md|png|jpg|svg|tsv|sh|cs|json)|LICENSE)$' \
  | grep -zvE '^docs/site/|PACKAGE\.md$|\.lock\.json$' | xargs -0 cp --parents -t obj/pages
cp docs/site/* obj/pages
[ -x obj/docfx/docfx ] || dotnet tool install docfx --version 2.81.0 --tool-path obj/docfx
obj/docfx/docfx obj/pages/docfx.json --warningsAsErrors
echo "obj/site/index.html"
