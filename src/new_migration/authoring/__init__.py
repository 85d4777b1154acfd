"""Text in, SQL out: change kinds, their answers, the scripts that they make. No server, no disk but the templates."""
