"""What has to be written by hand before some peers answer: as short as their own documentation has it."""
