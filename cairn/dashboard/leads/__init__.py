"""One lead on a page of its own, its timeline, finding duplicates, import and export."""
