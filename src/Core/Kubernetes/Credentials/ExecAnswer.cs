using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes.Kubeconfig;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Kubernetes.Credentials;

/// <summary>What a credential plugin printed.</summary>
internal sealed class ExecAnswer(Identity identity, DateTimeOffset? expires)
{
    public Identity Identity => identity;

    public DateTimeOffset? Expires => expires;

    /// <param name="output">What it printed.</param>
    /// <param name="plugin">How it was asked.</param>
    /// <param name="who">Its name, for errors.</param>
    /// <param name="certificate">The certificate to use where it gives none.</param>
    /// <param name="secrets">Where its secrets go.</param>
    public static ExecAnswer Parse(string output, ExecEntry plugin, string who, SslStreamCertificateContext? certificate, Secrets secrets)
    {
        var answer = ParseObject(output) ?? throw Malformed("printed no JSON object");
        var (token, key) = (answer.Text("status", "token"), answer.Text("status", "clientKeyData"));
        secrets.Add(token);
        secrets.Add(key);

        if (answer.Text("kind") != "ExecCredential" || answer.Text("apiVersion") != plugin.ApiVersion)
        {
            throw Malformed($"did not print an ExecCredential of {plugin.ApiVersion}");
        }

        if (answer.Text("status", "clientCertificateData") is { Length: > 0 } chain && key is { Length: > 0 })
        {
            certificate = ClientCertificate.Load(chain, key, who);
        }
        else if (string.IsNullOrEmpty(token))
        {
            throw Malformed("printed neither a token nor a client certificate with its key");
        }

        if (token is not null && token.Any(char.IsControl))
        {
            throw Malformed("printed a token with a line break or another control character in it");
        }

        var header = string.IsNullOrEmpty(token) ? null : new AuthenticationHeaderValue("Bearer", token);
        return new ExecAnswer(new Identity(header, certificate), Expiry(answer.Text("status", "expirationTimestamp")));

        DateTimeOffset? Expiry(string? text) =>
            text is null ? null
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment
            : throw Malformed("printed an expirationTimestamp that is no RFC 3339 time");

        MeshException Malformed(string what) =>
            new(ExitCode.MalformedInput, $"{who} {what}", "Run it by hand with the arguments in the kubeconfig and see what it prints");
    }

    private static JsonObject? ParseObject(string output)
    {
        try
        {
            return JsonNode.Parse(output, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
