@NullMarked
package io.understudy.hook.samba;

import org.jspecify.annotations.NullMarked;
