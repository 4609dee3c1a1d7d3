@NullMarked
package io.understudy.hook.command;

import org.jspecify.annotations.NullMarked;
