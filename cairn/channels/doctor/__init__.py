"""What can be wrong between WhatsApp and this desk: each thing is one check with a sentence and the next step."""
