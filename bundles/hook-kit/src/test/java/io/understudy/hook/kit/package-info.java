/// What the tests of hooks have in common: the contract, and what it needs.
@NullMarked
package io.understudy.hook.kit;

import org.jspecify.annotations.NullMarked;
