/// Tells people of problems: by a command, by a webhook.
@NullMarked
package io.understudy.alarms;

import org.jspecify.annotations.NullMarked;
