<?php
// Makes the site: an editor, a reader who comments, and an application password. Says them as JSON.
define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = parse_url(getenv('SITE'), PHP_URL_HOST) . ':' . parse_url(getenv('SITE'), PHP_URL_PORT);
require getenv('ROOT') . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Harbour news', 'admin', 'admin@example.org', true, '', wp_generate_password());
update_option('permalink_structure', getenv('PLAIN') ? '' : '/%postname%/');
update_option('comment_moderation', 0);
update_option('comment_previously_approved', 0);
wp_delete_post(1, true);
wp_insert_term('Fog & Tea', 'category');
$made = [];
foreach (['ada' => 'editor', 'vera' => 'author', 'carl' => 'contributor'] as $name => $role) {
    $id = wp_insert_user(['user_login' => $name, 'user_pass' => wp_generate_password(),
        'user_email' => "$name@example.org", 'role' => $role]);
    $made[$name] = WP_Application_Passwords::create_new_application_password($id, ['name' => 'almanac'])[0];
}
echo json_encode($made);
