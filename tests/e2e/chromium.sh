#!/bin/sh
# Chromium without pages of its own: behind the address bar of every window, which no test sees,
# there are two, and they cost twice as much processor time as a page under test takes to open.
# Chromium heeds the last --disable-features alone, so they join those that Playwright names.
for argument do
  shift
  case $argument in
    --disable-features=*)
      argument="$argument,WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup" ;;
  esac
  set -- "$@" "$argument"
done
exec "$YEOUL_CHROMIUM" "$@"
