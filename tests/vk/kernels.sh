#!/bin/sh
# SPDX-License-Identifier: MIT
# kernels.sh LIST: compiles the shaders of a list and prints a header with them, for compute.c.
set -eu
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

source_of()	# BODY
{
	cat <<-END
	#version 450
	#extension GL_EXT_samplerless_texture_functions : require
	#extension GL_KHR_shader_subgroup_arithmetic : require
	#extension GL_KHR_shader_subgroup_ballot : require
	#extension GL_KHR_shader_subgroup_basic : require
	#extension GL_KHR_shader_subgroup_shuffle : require
	#extension GL_KHR_shader_subgroup_vote : require
	#define F floatBitsToUint
	layout(local_size_x = 64) in;
	layout(std430, binding = 0) readonly buffer A { uint a[]; };
	layout(std430, binding = 1) readonly buffer B { uint b[]; };
	layout(std430, binding = 2) buffer R { uint results[1024]; uint z[]; };
	layout(binding = 3, r32ui) uniform uimage2D image;
	layout(binding = 4) uniform utexture2D fetched;
	shared uint s[64];
	float small(uint w) { return uintBitsToFloat(w & 0x87ffffffu | 0x3c000000u); }
	uint kernel(uint i, uint l)
	{
		uint x = a[i], y = b[i], r = 0u;
		float f = small(x), g = small(y);
		precise float q;
		$1
		return r;
	}
	void main()
	{
		results[gl_GlobalInvocationID.x] = kernel(gl_GlobalInvocationID.x, gl_LocalInvocationID.x);
	}
	END
}

echo '/* Written by kernels.sh. */'
grep -v -e '^#' -e '^$' "$1" | while read -r name ulp body; do
	source_of "$body" >"$work/kernel.comp"
	glslangValidator --quiet --target-env vulkan1.1 -V --vn "$(echo "spirv_$name" | tr - _)" -o "$work/spirv.h" \
		"$work/kernel.comp" >&2
	grep -v -e '^	*//' -e '#pragma' "$work/spirv.h" | sed 's/^const/static const/'
	echo "KERNEL(\"$name\", $ulp, $(echo "spirv_$name" | tr - _))" >>"$work/table"
done
echo '#define KERNELS \'
sed 's/$/ \\/' "$work/table"
echo
