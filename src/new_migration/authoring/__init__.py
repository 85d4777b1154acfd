"""Text in, SQL out: change kinds, their answers, and the scripts that they make. No server, no disk but the template folders."""
