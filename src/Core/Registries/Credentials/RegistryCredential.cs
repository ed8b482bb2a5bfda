namespace Mesh.Core.Registries.Credentials;

/// <summary>What to prove to a registry who one is.</summary>
/// <param name="Username">The user; the text <c>&lt;token&gt;</c> is Docker's sign for <paramref name="IsIdentityToken"/>.</param>
/// <param name="Secret">The password, or the identity token.</param>
/// <param name="IsIdentityToken">True when the secret is a refresh token, which is exchanged at the token address by POST instead of being sent as a password.</param>
internal sealed record RegistryCredential(string Username, string Secret, bool IsIdentityToken = false)
{
    /// <summary>Without the secret.</summary>
    public override string ToString() => $"user {Username}";
}
