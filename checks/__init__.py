"""What must hold: controls, registers, exceptions, baselines, and the judging of facts against them."""
