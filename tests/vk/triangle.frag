// SPDX-License-Identifier: MIT
// The color that render.c clears to.
#version 450
layout(location = 0) out vec4 color;
void main()
{
	color = vec4(0.0, 64.0 / 255.0, 1.0, 128.0 / 255.0);
}
