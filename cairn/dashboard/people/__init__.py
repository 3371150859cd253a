"""Who somebody is: their consent with its proof, and two contacts made one person by hand."""
