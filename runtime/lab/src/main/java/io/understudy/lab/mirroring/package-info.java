/// How files are mirrored between two nodes of the lab: generated data, load, what is seen at the
/// copy and when, and programs to compare.
@NullMarked
package io.understudy.lab.mirroring;

import org.jspecify.annotations.NullMarked;
