@NullMarked
package io.understudy.hook.imap;

import org.jspecify.annotations.NullMarked;
