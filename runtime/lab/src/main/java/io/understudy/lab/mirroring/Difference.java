package io.understudy.lab.mirroring;

/// In what a copy isn't the same as its source.
public enum Difference {
  MISSING,
  SURPLUS,
  KIND,
  CONTENT,
  MODE,
  OWNER,
  TIME,
  ATTRIBUTES,
  TARGET,
  HARD_LINKS,
  HOLES
}
