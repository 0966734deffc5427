"""The three phases of training as a job: settings, start, resume, learning rates, encoders, pictures."""
