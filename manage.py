#!/usr/bin/env python
"""Django's command line, with the embedded servers started first when no others are configured."""

import os
import sys

from django.core.management import execute_from_command_line

from config import stack

# They make and change tables, so they run as the database's owner; all else runs as the application.
AS_OWNER = {"migrate", "demo", "flush", "backup", "restore"}
WITHOUT_SERVERS = {"help", "version", "compilemessages", "makemessages", "collectstatic"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command in AS_OWNER:
        os.environ["DATABASE_ROLE"] = "owner"
    servers = None
    if stack.is_needed() and command.lstrip("-") not in WITHOUT_SERVERS:
        try:
            servers = stack.DEV.attach(say=lambda line: print(f"{line} …", file=sys.stderr))
        except stack.StackError as error:
            sys.exit(f"manage.py: {error}")
    execute_from_command_line(sys.argv)
    if servers:
        servers.close()


if __name__ == "__main__":
    main()
