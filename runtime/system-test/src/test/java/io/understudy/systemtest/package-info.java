/// The product as a whole: real nodes, real faults, a real client.
package io.understudy.systemtest;
