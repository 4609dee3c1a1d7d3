@NullMarked
package io.understudy.hook.template;

import org.jspecify.annotations.NullMarked;
