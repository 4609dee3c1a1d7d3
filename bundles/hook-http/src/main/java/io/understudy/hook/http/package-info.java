@NullMarked
package io.understudy.hook.http;

import org.jspecify.annotations.NullMarked;
