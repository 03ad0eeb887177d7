"""Pages of the prompt library in the portal: find a prompt, fill it, propose one, decide on one."""
