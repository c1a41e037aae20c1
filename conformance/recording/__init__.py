"""Recording a run as HAR 1.2, and judging it again from the recording alone."""
