"""What makes a folder of files a pack: a data package, a read-me, checksums, and one file to send."""
