// SPDX-License-Identifier: MIT
/*
 * frames NAME [N]: OpenGL ES draws N triangles to a texture, and waits for each. For
 * devices that do not draw: no pixel is looked at. NAME must be in the renderer's
 * name, so that nothing falls back to the CPU. Libraries are loaded at run time:
 * only the guest has them.
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* From the registries of EGL and OpenGL. */
#define EGL_NONE 0x3038
#define EGL_CONTEXT_CLIENT_VERSION 0x3098
#define EGL_OPENGL_ES_API 0x30a0
#define EGL_PLATFORM_SURFACELESS 0x31dd
#define GL_TRIANGLES 0x0004
#define GL_TEXTURE_2D 0x0de1
#define GL_UNSIGNED_BYTE 0x1401
#define GL_RGBA 0x1908
#define GL_RENDERER 0x1f01
#define GL_FRAGMENT_SHADER 0x8b30
#define GL_VERTEX_SHADER 0x8b31
#define GL_LINK_STATUS 0x8b82
#define GL_FRAMEBUFFER_COMPLETE 0x8cd5
#define GL_COLOR_ATTACHMENT0 0x8ce0
#define GL_FRAMEBUFFER 0x8d40
#define GL_COLOR_BUFFER_BIT 0x4000

#define SIZE 256

static void *egl;

static _Noreturn void die(const char *what)
{
	printf("not ok: %s\n", what);
	exit(1);
}

static void *proc(const char *name)
{
	void *(*get)(const char *) = (void *(*)(const char *))dlsym(egl, "eglGetProcAddress");
	void *at = dlsym(egl, name);

	if (!at && get)
		at = get(name);
	if (!at)
		die(name);
	return at;
}

#define CALL(ret, name, ...) ((ret (*)(__VA_ARGS__))proc(#name))

static void open_context(void)
{
	static const int attributes[] = { EGL_CONTEXT_CLIENT_VERSION, 2, EGL_NONE };
	void *display, *context;

	egl = dlopen("libEGL.so.1", RTLD_NOW);
	if (!egl)
		die("libEGL.so.1");
	display = CALL(void *, eglGetPlatformDisplay, unsigned int, void *, const intptr_t *)(
		EGL_PLATFORM_SURFACELESS, NULL, NULL);
	if (!CALL(int, eglInitialize, void *, int *, int *)(display, NULL, NULL))
		die("eglInitialize");
	CALL(int, eglBindAPI, unsigned int)(EGL_OPENGL_ES_API);
	context = CALL(void *, eglCreateContext, void *, void *, void *, const int *)(
		display, NULL, NULL, attributes);
	if (!CALL(int, eglMakeCurrent, void *, void *, void *, void *)(display, NULL, NULL, context))
		die("eglMakeCurrent");
}

static void shader(unsigned int program, unsigned int type, const char *text)
{
	const unsigned int id = CALL(unsigned int, glCreateShader, unsigned int)(type);

	CALL(void, glShaderSource, unsigned int, int, const char **, const int *)(id, 1, &text, NULL);
	CALL(void, glCompileShader, unsigned int)(id);
	CALL(void, glAttachShader, unsigned int, unsigned int)(program, id);
}

static void use_program(void)
{
	const unsigned int program = CALL(unsigned int, glCreateProgram, void)();
	int linked = 0;

	shader(program, GL_VERTEX_SHADER,
	       "attribute vec2 at; void main() { gl_Position = vec4(at, 0.0, 1.0); }");
	shader(program, GL_FRAGMENT_SHADER,
	       "precision mediump float; void main() { gl_FragColor = vec4(gl_FragCoord.xy / 256.0, 0.0, 1.0); }");
	CALL(void, glLinkProgram, unsigned int)(program);
	CALL(void, glGetProgramiv, unsigned int, unsigned int, int *)(program, GL_LINK_STATUS, &linked);
	if (!linked)
		die("shaders");
	CALL(void, glUseProgram, unsigned int)(program);
}

static void use_target(void)
{
	unsigned int texture, target;

	CALL(void, glGenTextures, int, unsigned int *)(1, &texture);
	CALL(void, glBindTexture, unsigned int, unsigned int)(GL_TEXTURE_2D, texture);
	CALL(void, glTexImage2D, unsigned int, int, int, int, int, int, unsigned int, unsigned int,
	     const void *)(GL_TEXTURE_2D, 0, GL_RGBA, SIZE, SIZE, 0, GL_RGBA, GL_UNSIGNED_BYTE, NULL);
	CALL(void, glGenFramebuffers, int, unsigned int *)(1, &target);
	CALL(void, glBindFramebuffer, unsigned int, unsigned int)(GL_FRAMEBUFFER, target);
	CALL(void, glFramebufferTexture2D, unsigned int, unsigned int, unsigned int, unsigned int, int)(
		GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture, 0);
	if (CALL(unsigned int, glCheckFramebufferStatus, unsigned int)(GL_FRAMEBUFFER) !=
	    GL_FRAMEBUFFER_COMPLETE)
		die("framebuffer");
	CALL(void, glViewport, int, int, int, int)(0, 0, SIZE, SIZE);
}

static void draw(float shift)
{
	const float at[] = { -1 + shift, -1, 1, -1, 0, 1 - shift };

	CALL(void, glClearColor, float, float, float, float)(shift, 0, 0, 1);
	CALL(void, glClear, unsigned int)(GL_COLOR_BUFFER_BIT);
	CALL(void, glVertexAttribPointer, unsigned int, int, unsigned int, unsigned char, int,
	     const void *)(0, 2, 0x1406, 0, 0, at);
	CALL(void, glEnableVertexAttribArray, unsigned int)(0);
	CALL(void, glDrawArrays, unsigned int, int, int)(GL_TRIANGLES, 0, 3);
	CALL(void, glFinish, void)();
}

int main(int argc, char **argv)
{
	const int frames = argc > 2 ? atoi(argv[2]) : 100;
	const char *renderer;

	if (argc < 2)
		die("usage: frames NAME [N]");
	open_context();
	renderer = CALL(const char *, glGetString, unsigned int)(GL_RENDERER);
	if (!renderer || !strstr(renderer, argv[1]))
		die(renderer ? renderer : "no renderer");
	use_program();
	use_target();
	for (int i = 0; i < frames; i++)
		draw((float)i / frames);
	if (CALL(unsigned int, glGetError, void)())
		die("glGetError");
	printf("ok: %d frames by %s, each waited for\n", frames, renderer);
	return 0;
}
