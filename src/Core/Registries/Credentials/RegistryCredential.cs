using System.Text;
using Mesh.Core.Journal;

namespace Mesh.Core.Registries.Credentials;

/// <summary>What to prove to a registry who one is.</summary>
/// <param name="Username">The user; the text <c>&lt;token&gt;</c> is Docker's sign for <paramref name="IsIdentityToken"/>.</param>
/// <param name="Secret">The password, or the identity token.</param>
/// <param name="IsIdentityToken">True when the secret is a refresh token, which is exchanged at the token address by POST instead of being sent as a password.</param>
internal sealed record RegistryCredential(string Username, string Secret, bool IsIdentityToken = false)
{
    /// <summary>Docker's name for the user of an identity token.</summary>
    public const string TokenUser = "<token>";

    /// <summary>This credential, masked from now on in each form in which it may be shown: as it is, in base64, and as the value of a Basic header.</summary>
    /// <param name="secrets">The secrets of the run.</param>
    public RegistryCredential MaskedIn(Secrets secrets)
    {
        secrets.Add(Secret);
        secrets.Add(Base64(Secret));
        secrets.Add(Base64($"{Username}:{Secret}"));
        return this;
    }

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"user {Username}";

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
