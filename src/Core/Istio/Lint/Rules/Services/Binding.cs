using System.Globalization;
using Mesh.Core.Istio.Lint.Objects;

namespace Mesh.Core.Istio.Lint.Rules.Services;

/// <summary>An address that a container is told to listen on, as far as its arguments and variables say so in a way that many servers share.</summary>
/// <param name="At">Where it is said.</param>
/// <param name="Said">What is said.</param>
/// <param name="IsLocal">Whether it is a loopback address.</param>
/// <param name="Port">The port; null where none is said there.</param>
internal sealed record Binding(Field At, string Said, bool IsLocal, long? Port)
{
    private static readonly HashSet<string> Options = new(StringComparer.OrdinalIgnoreCase)
    {
        "bind", "bind-address", "bind-addr", "bind_ip", "listen", "listen-address", "listen-addr", "web.listen-address", "host", "http-host", "http-address", "server.address", "server.host", "urls",
    };

    // A short option has other meanings elsewhere, so that it counts with a port alone.
    private static readonly string[] Short = ["b", "l"];

    /// <summary>Variables whose value is an address to listen on.</summary>
    private static readonly HashSet<string> Addresses = ["ASPNETCORE_URLS", "DOTNET_URLS", "URLS", "HOST", "SERVER_ADDRESS", "BIND", "BIND_ADDRESS", "BIND_ADDR", "LISTEN_ADDR", "LISTEN_ADDRESS", "HTTP_HOST", "FLASK_RUN_HOST", "UVICORN_HOST"];

    /// <summary>Variables whose value is a command line.</summary>
    private static readonly HashSet<string> CommandLines = ["GUNICORN_CMD_ARGS", "JAVA_TOOL_OPTIONS", "JAVA_OPTS"];

    /// <summary>Whether a variable can say where a server listens.</summary>
    /// <param name="name">Its name.</param>
    public static bool IsSaidBy(string? name) => name is not null && (Addresses.Contains(name) || CommandLines.Contains(name));

    /// <summary>All that a container is told.</summary>
    /// <param name="container">The container.</param>
    public static IEnumerable<Binding> Of(Field container)
    {
        var variables = container["env"].Items.Where(one => one["value"].Text is { Length: > 0 }).ToList();
        return InWords([.. container["command"].Items.Concat(container["args"].Items).SelectMany(Words)])
            .Concat(variables.Where(one => Addresses.Contains(one["name"].Text ?? "")).SelectMany(one => Read(one["value"], one["value"].Text!, $"{one["name"].Text}={one["value"].Text}")))
            .Concat(variables.Where(one => CommandLines.Contains(one["name"].Text ?? "")).SelectMany(one => InWords([.. Words(one["value"])])));
    }

    // A shell's line stands in one argument.
    private static IEnumerable<(Field At, string Word)> Words(Field argument) =>
        (argument.Text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => (argument, word.Trim('"', '\'')));

    private static IEnumerable<Binding> InWords(List<(Field At, string Word)> words)
    {
        for (var index = 0; index < words.Count; index++)
        {
            var (at, word) = words[index];
            var name = word.StartsWith("-D", StringComparison.Ordinal) ? word[2..] : word.TrimStart('-');
            var equals = name.IndexOf('=', StringComparison.Ordinal);
            var value = equals > 0 ? name[(equals + 1)..] : index + 1 < words.Count ? words[index + 1].Word : "";
            name = equals > 0 ? name[..equals] : name;
            if (word.StartsWith('-') && (Options.Contains(name) || Short.Contains(name)))
            {
                foreach (var binding in Read(equals > 0 ? at : index + 1 < words.Count ? words[index + 1].At : at, value, equals > 0 ? word : $"{word} {value}").Where(binding => !Short.Contains(name) || binding.Port is not null))
                {
                    yield return binding;
                }
            }
        }
    }

    private static IEnumerable<Binding> Read(Field at, string value, string said) =>
        value.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Address).Where(address => address.Host.Length > 0).Select(address => new Binding(at, said, IsLoopback(address.Host), address.Port));

    private static (string Host, long? Port) Address(string text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var rest = (scheme < 0 ? text : text[(scheme + 3)..]).Split('/')[0];
        if (rest.StartsWith('[') && rest.IndexOf(']', StringComparison.Ordinal) is var close and > 0)
        {
            return (rest[1..close], Number(rest[(close + 1)..].TrimStart(':')));
        }

        var colon = rest.LastIndexOf(':');
        return colon < 0 || rest.IndexOf(':', StringComparison.Ordinal) != colon ? (rest, null) : (colon == 0 ? "*" : rest[..colon], Number(rest[(colon + 1)..]));
    }

    private static long? Number(string text) => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;

    private static bool IsLoopback(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host is "::1" || (host.StartsWith("127.", StringComparison.Ordinal) && System.Net.IPAddress.TryParse(host, out _));
}
