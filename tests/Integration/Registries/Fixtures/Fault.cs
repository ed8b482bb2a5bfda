using System.Text;
using Microsoft.AspNetCore.Http;

namespace Mesh.Integration.Registries.Fixtures;

/// <summary>What a <see cref="FaultyProxy"/> does wrong with one request.</summary>
internal abstract record Fault
{
    /// <summary>Answers at once, without asking the registry.</summary>
    public static Fault Answer(int status, string body = "", params (string Name, string Value)[] headers) => new AtOnce(status, Encoding.UTF8.GetBytes(body), headers);

    /// <summary>Sends another body instead of the registry's, with the registry's headers.</summary>
    public static Fault Replace(Func<byte[], byte[]> body) => new Replaced(body);

    /// <summary>Breaks the connection after this many bytes of the answer's body.</summary>
    public static Fault Cut(long after) => new CutOff(after);

    /// <summary>Breaks the connection after this many bytes of the request's body.</summary>
    public static Fault CutRequest(long after) => new CutRequestOff(after);

    /// <summary>Sends a body that never ends.</summary>
    public static Fault Endless(string contentType) => new WithoutEnd(contentType);

    /// <summary>Takes the request and never answers.</summary>
    public static Fault Silence { get; } = new Silent();

    /// <summary>True when the registry is to be asked first.</summary>
    public virtual bool Forwards => false;

    /// <summary>How much of the request's body may reach the registry.</summary>
    public virtual long MostOfRequest => long.MaxValue;

    /// <summary>Answers, given what the registry answered where <see cref="Forwards"/>.</summary>
    public abstract Task ApplyAsync(HttpContext context, SeenRequest seen, Stream? body);

    private sealed record AtOnce(int Status, byte[] Body, (string Name, string Value)[] Headers) : Fault
    {
        public override async Task ApplyAsync(HttpContext context, SeenRequest seen, Stream? body)
        {
            context.Response.StatusCode = seen.Status = Status;
            context.Response.ContentLength = Body.Length;
            foreach (var (name, value) in Headers)
            {
                context.Response.Headers[name] = value;
            }

            if (!HttpMethods.IsHead(seen.Method))
            {
                await context.Response.Body.WriteAsync(Body);
            }
        }
    }

    private sealed record Replaced(Func<byte[], byte[]> Body) : Fault
    {
        public override bool Forwards => true;

        public override async Task ApplyAsync(HttpContext context, SeenRequest seen, Stream? body)
        {
            using var whole = new MemoryStream();
            await body!.CopyToAsync(whole);
            var sent = Body(whole.ToArray());
            context.Response.ContentLength = sent.Length;
            if (!HttpMethods.IsHead(seen.Method))
            {
                await context.Response.Body.WriteAsync(sent);
                seen.Sent = sent.Length;
            }
        }
    }

    private sealed record CutOff(long After) : Fault
    {
        public override bool Forwards => true;

        public override async Task ApplyAsync(HttpContext context, SeenRequest seen, Stream? body)
        {
            var block = new byte[64 << 10];
            while (seen.Sent < After && await body!.ReadAsync(block.AsMemory(0, (int)Math.Min(block.Length, After - seen.Sent))) is var read and > 0)
            {
                await context.Response.Body.WriteAsync(block.AsMemory(0, read));
                seen.Sent += read;
            }

            await context.Response.Body.FlushAsync();
            context.Abort();
        }
    }

    private sealed record CutRequestOff(long After) : Fault
    {
        public override bool Forwards => true;

        public override long MostOfRequest => After;

        public override Task ApplyAsync(HttpContext context, SeenRequest seen, Stream? body)
        {
            context.Abort();
            return Task.CompletedTask;
        }
    }

    private sealed record WithoutEnd(string ContentType) : Fault
    {
        public override async Task ApplyAsync(HttpContext context, SeenRequest seen, Stream? body)
        {
            var block = Encoding.UTF8.GetBytes(new string(' ', 64 << 10));
            context.Response.StatusCode = seen.Status = StatusCodes.Status200OK;
            context.Response.ContentType = ContentType;
            while (!context.RequestAborted.IsCancellationRequested && !HttpMethods.IsHead(seen.Method))
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
                seen.Sent += block.Length;
            }
        }
    }

    private sealed record Silent : Fault
    {
        public override Task ApplyAsync(HttpContext context, SeenRequest seen, Stream? body) => Task.Delay(Timeout.Infinite, context.RequestAborted);
    }
}
